package io.durableemitter.examples.orders;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A second resource, as a broker has, so that there are two phases. */
final class OtherBranch implements XAResource {

  private final Transactions.Work whenPrepared;

  OtherBranch(Transactions.Work whenPrepared) {
    this.whenPrepared = whenPrepared;
  }

  @Override
  public int prepare(Xid id) throws XAException {
    try {
      whenPrepared.run();
      return XA_OK;
    } catch (Exception e) {
      XAException failed = new XAException(XAException.XAER_RMERR);
      failed.initCause(e);
      throw failed;
    }
  }

  @Override
  public void start(Xid id, int flags) {}

  @Override
  public void end(Xid id, int flags) {}

  @Override
  public void commit(Xid id, boolean onePhase) {}

  @Override
  public void rollback(Xid id) {}

  @Override
  public void forget(Xid id) {}

  @Override
  public Xid[] recover(int flag) {
    return new Xid[0];
  }

  @Override
  public boolean isSameRM(XAResource other) {
    return other == this;
  }

  @Override
  public int getTransactionTimeout() {
    return 0;
  }

  @Override
  public boolean setTransactionTimeout(int seconds) {
    return false;
  }
}
