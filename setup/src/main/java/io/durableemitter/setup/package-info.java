/**
 * One call that wires a store, the engine and the Chip Ingress transport: {@link
 * io.durableemitter.setup.DurableEmitterSetup}.
 */
@NullMarked
package io.durableemitter.setup;

import org.jspecify.annotations.NullMarked;
