package io.durableemitter.api;

/**
 * What is done in one transaction, with the events that are emitted in it.
 *
 * @param <T> what it returns
 * @param <E> what it throws
 */
@FunctionalInterface
public interface TransactionWork<T, E extends Exception> {

  /**
   * Does the work; neither commits nor rolls back.
   *
   * @param transaction the transaction; not to be used afterwards
   * @return whatever the caller wants
   * @throws E if it failed, which rolls the transaction back
   */
  T run(EmitTransaction transaction) throws E;
}
