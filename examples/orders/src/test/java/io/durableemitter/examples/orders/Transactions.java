package io.durableemitter.examples.orders;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Work in transactions of the container's. */
@ApplicationScoped
public class Transactions {

  /** What is done. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /** Thrown to have a transaction rolled back. */
  public static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Transactional
  public void required(Work work) throws Exception {
    work.run();
  }

  @Transactional(TxType.REQUIRES_NEW)
  public void requiresNew(Work work) throws Exception {
    work.run();
  }

  @Transactional(TxType.NOT_SUPPORTED)
  public void notSupported(Work work) throws Exception {
    work.run();
  }
}
