/**
 * The settings of a {@link io.durableemitter.core.DurableEmitter}. {@link
 * io.durableemitter.core.config.EmitterConfig} has a group for each part of it. What a setting
 * does, its range and its default are said where it is set: at the methods of the groups' builders.
 */
@NullMarked
package io.durableemitter.core.config;

import org.jspecify.annotations.NullMarked;
