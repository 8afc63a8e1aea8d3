/** Tests of the transport against a real gRPC server on loopback. */
@NullMarked
package io.durableemitter.chipingress;

import org.jspecify.annotations.NullMarked;
