/**
 * Not for callers: takes stored events to pieces for people to read, for commands and consoles. May
 * change at any time.
 */
@NullMarked
package io.durableemitter.ingress.internal.decode;

import org.jspecify.annotations.NullMarked;
