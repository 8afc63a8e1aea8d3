/** A small server of HTTP/1.1: one thread that never blocks, and a bound for everything. */
@NullMarked
package io.durableemitter.ingress.internal.http;

import org.jspecify.annotations.NullMarked;
