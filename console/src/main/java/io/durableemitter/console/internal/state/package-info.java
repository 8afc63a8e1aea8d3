/**
 * How a queue is, and what the page and the commands say of it, in the same words; for this
 * project's modules only.
 */
@NullMarked
package io.durableemitter.console.internal.state;

import org.jspecify.annotations.NullMarked;
