package io.durableemitter.acceptance.exhaustion;

/** What an {@link ControlledMain} can be told to do. */
enum Order {
  TAKE_DESCRIPTORS,
  GIVE_DESCRIPTORS,
  TAKE_THREADS,
  GIVE_THREADS,
  BLOCK_LOG,
  FREE_LOG,
  BLOCK_EXPORTER,
  FREE_EXPORTER,
  COUNT_EXPORTED,
  TELL_GATE,
  NAME_THREADS,
  STOP_CALLERS
}
