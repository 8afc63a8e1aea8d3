package io.durableemitter.examples;

import java.io.PrintStream;

/** A program that shows one thing, and says what it did. */
@FunctionalInterface
interface Example {
  void run(PrintStream out) throws Exception;
}
