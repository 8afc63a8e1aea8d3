/** The maintenance: retransmits, expires and purges in the background. */
@NullMarked
package io.durableemitter.core.internal.maintain;

import org.jspecify.annotations.NullMarked;
