/** Not for callers: looks at the way to an ingress as somebody on call would. May change. */
@NullMarked
package io.durableemitter.chipingress.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
