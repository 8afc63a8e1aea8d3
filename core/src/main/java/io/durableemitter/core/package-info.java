/**
 * The engine. {@link io.durableemitter.core.DurableEmitter} is the front door and {@link
 * io.durableemitter.core.config.EmitterConfig} its settings; everything else is behind it and not
 * for use from outside.
 */
@NullMarked
package io.durableemitter.core;

import org.jspecify.annotations.NullMarked;
