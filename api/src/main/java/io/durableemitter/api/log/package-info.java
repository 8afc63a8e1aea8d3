/** Keeps a lasting fault from filling the log; used by the engine and the transport. */
@NullMarked
package io.durableemitter.api.log;

import org.jspecify.annotations.NullMarked;
