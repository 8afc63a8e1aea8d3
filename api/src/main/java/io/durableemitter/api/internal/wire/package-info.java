/**
 * Not for callers: reads the bytes of stored events, which are protobuf. May change at any time.
 */
@NullMarked
package io.durableemitter.api.internal.wire;

import org.jspecify.annotations.NullMarked;
