/** Code that the README shows, compiled so that it stays true. */
@NullMarked
package io.durableemitter.examples;

import org.jspecify.annotations.NullMarked;
