/** What the spans of both ends of a call have in common. */
@NullMarked
package io.durableemitter.chipingress.internal.trace;

import org.jspecify.annotations.NullMarked;
