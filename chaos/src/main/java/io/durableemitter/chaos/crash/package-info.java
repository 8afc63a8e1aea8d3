/** A process that dies at a named step of the path of an event. */
@NullMarked
package io.durableemitter.chaos.crash;

import org.jspecify.annotations.NullMarked;
