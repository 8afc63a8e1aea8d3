/** Parts of the transport that only its package can see, each alone, by JMH. */
@NullMarked
package io.durableemitter.chipingress;

import org.jspecify.annotations.NullMarked;
