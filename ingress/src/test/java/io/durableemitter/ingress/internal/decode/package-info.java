@NullMarked
package io.durableemitter.ingress.internal.decode;

import org.jspecify.annotations.NullMarked;
