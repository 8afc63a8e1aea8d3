/** Schemas of a Chip Ingress server in a Schema Registry. */
@NullMarked
package io.durableemitter.ingress.registry;

import org.jspecify.annotations.NullMarked;
