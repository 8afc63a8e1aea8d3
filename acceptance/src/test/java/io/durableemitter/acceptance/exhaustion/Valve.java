package io.durableemitter.acceptance.exhaustion;

import java.io.PrintStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets threads through, or holds them whether they are interrupted or not, and says whom. */
final class Valve {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private final String name;
  private final PrintStream answers;
  private boolean open = true;

  Valve(String name, PrintStream answers) {
    this.name = name;
    this.answers = answers;
  }

  void close() {
    set(false);
  }

  void open() {
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
