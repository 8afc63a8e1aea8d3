/** TLS of clients and servers from files that may change while they are used. */
@NullMarked
package io.durableemitter.chipingress.tls;

import org.jspecify.annotations.NullMarked;
