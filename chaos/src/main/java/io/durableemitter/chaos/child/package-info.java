/** The emitter processes of runs and tests, and what is put around their parts. */
@NullMarked
package io.durableemitter.chaos.child;

import org.jspecify.annotations.NullMarked;
