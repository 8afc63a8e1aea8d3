/** Checks the data of events by the schemas that are registered for them. */
@NullMarked
package io.durableemitter.ingress.schemas;

import org.jspecify.annotations.NullMarked;
