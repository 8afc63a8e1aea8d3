/**
 * Turns what callers emit into protobuf bytes, once, and reads back the little that is needed of
 * stored bytes.
 */
@NullMarked
package io.durableemitter.core.internal.encode;

import org.jspecify.annotations.NullMarked;
