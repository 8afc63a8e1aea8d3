/** What must hold after a run, whatever happened in it. */
@NullMarked
package io.durableemitter.chaos.check;

import org.jspecify.annotations.NullMarked;
