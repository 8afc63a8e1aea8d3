package io.durableemitter.chaos.load;

/** Threads that emit. */
public interface Load {

  /** Starts so many. */
  void start(int callers);

  /** Tells them to stop after the emit they are in. */
  void stop();

  /** Stops them and waits until each has been told what became of its last event. */
  void finish() throws InterruptedException;
}
