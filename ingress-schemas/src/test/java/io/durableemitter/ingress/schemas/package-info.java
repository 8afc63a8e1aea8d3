@NullMarked
package io.durableemitter.ingress.schemas;

import org.jspecify.annotations.NullMarked;
