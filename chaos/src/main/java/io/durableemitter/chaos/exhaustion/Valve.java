package io.durableemitter.chaos.exhaustion;

import java.io.PrintStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets threads through, or holds them whether they are interrupted or not, and says whom. */
public final class Valve {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private final String name;
  private final PrintStream answers;
  private boolean open = true;

  /** An open one; answers go to where it says whom it holds. */
  public Valve(String name, PrintStream answers) {
    this.name = name;
    this.answers = answers;
  }

  /** Holds whoever comes. */
  public void close() {
    set(false);
  }

  /** Lets all go. */
  public void open() {
    set(true);
  }

  private void set(boolean value) {
    lock.lock();
    try {
      open = value;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void pass() {
    lock.lock();
    try {
      if (!open) {
        answers.println(name + " holds " + Thread.currentThread().getName());
      }
      while (!open) {
        opened.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
