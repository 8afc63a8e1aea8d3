/** How a large backlog drains through a small heap. */
@NullMarked
package io.durableemitter.chaos.drain;

import org.jspecify.annotations.NullMarked;
