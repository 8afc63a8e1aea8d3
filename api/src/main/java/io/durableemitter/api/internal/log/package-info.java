/** Log lines that hold nobody up and do not fill the log; used by the engine and the transport. */
@NullMarked
package io.durableemitter.api.internal.log;

import org.jspecify.annotations.NullMarked;
