/** Tests of the transport against real servers on loopback. */
@NullMarked
package io.durableemitter.http;

import org.jspecify.annotations.NullMarked;
