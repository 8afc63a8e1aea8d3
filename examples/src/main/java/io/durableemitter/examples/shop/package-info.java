/** Runs the Spring Boot application of {@code examples/shop}, kills it, and compares. */
@NullMarked
package io.durableemitter.examples.shop;

import org.jspecify.annotations.NullMarked;
