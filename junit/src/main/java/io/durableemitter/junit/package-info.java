/**
 * For tests of code that emits: an emitter without database and network, and an ingress in the
 * test's own JVM, each as an extension of JUnit.
 */
@NullMarked
package io.durableemitter.junit;

import org.jspecify.annotations.NullMarked;
