package io.durableemitter.chaos;

/** What an emitter process is told while it runs: one byte each, so that it needs no memory. */
enum HostOrder {
  FILL_MEMORY('m'),
  FREE_MEMORY('M'),
  THROW('t'),
  DO_NOT_THROW('T'),
  COUNT_THREADS('c');

  private final char letter;

  HostOrder(char letter) {
    this.letter = letter;
  }

  char letter() {
    return letter;
  }
}
