/** A process that dies at a named step of an event's walk. */
@NullMarked
package io.durableemitter.acceptance.crash;

import org.jspecify.annotations.NullMarked;
