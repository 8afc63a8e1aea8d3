/** Whole-system tests with real parts, and the rules of the project. */
@NullMarked
package io.durableemitter.acceptance;

import org.jspecify.annotations.NullMarked;
