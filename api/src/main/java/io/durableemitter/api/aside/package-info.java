/** Keeps whoever takes log lines and metrics from holding up the engine and the transport. */
@NullMarked
package io.durableemitter.api.aside;

import org.jspecify.annotations.NullMarked;
