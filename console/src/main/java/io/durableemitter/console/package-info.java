/**
 * A web page that shows a queue as it is, and by which people act on it. {@link
 * io.durableemitter.console.Console#builder} is the way in; the rest is what it is made of.
 */
@NullMarked
package io.durableemitter.console;

import org.jspecify.annotations.NullMarked;
