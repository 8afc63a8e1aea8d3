/** What must hold after a run, whatever happened in it. */
@NullMarked
package io.durableemitter.acceptance.check;

import org.jspecify.annotations.NullMarked;
