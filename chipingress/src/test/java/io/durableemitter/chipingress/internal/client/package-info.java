/** Tests of the parts of a connection. */
@NullMarked
package io.durableemitter.chipingress.internal.client;

import org.jspecify.annotations.NullMarked;
