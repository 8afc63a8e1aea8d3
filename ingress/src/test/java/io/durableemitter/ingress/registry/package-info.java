@NullMarked
package io.durableemitter.ingress.registry;

import org.jspecify.annotations.NullMarked;
