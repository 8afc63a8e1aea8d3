/** The commands {@code demo}, {@code emit} and {@code ingress}. */
@NullMarked
package io.durableemitter.cli;

import org.jspecify.annotations.NullMarked;
