package io.durableemitter.spring.internal.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Knows which transaction of a DataSource the calling thread is in, by what Spring has bound to the
 * thread: its managers for JDBC and for JPA bind the connection of each transaction.
 *
 * <p>Spring leaves the connection bound while it calls back after a commit; an insert then would be
 * part of no transaction, and lost or kept by chance. So a listener gives each transaction a
 * synchronization before it commits, which is called back first.
 */
public final class BoundTransactions {

  private final DataSource dataSource;

  /**
   * The transactions of a DataSource.
   *
   * @param dataSource the one that the managers of the transactions know
   */
  public BoundTransactions(DataSource dataSource) {
    DataSource bound = dataSource;
    while (bound instanceof TransactionAwareDataSourceProxy proxy
        && proxy.getTargetDataSource() != null) {
      bound = proxy.getTargetDataSource();
    }
    this.dataSource = bound;
  }

  /** The one that an emit of this thread is part of; empty if there is none. */
  Optional<JoinedTransaction> current() {
    return isUnderWay()
        ? Optional.of(joined()).filter(JoinedTransaction::isOpen)
        : Optional.empty();
  }

  private boolean isUnderWay() {
    return TransactionSynchronizationManager.isSynchronizationActive()
        && TransactionSynchronizationManager.isActualTransactionActive()
        && TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder
        && !commitsByItself();
  }

  /** As a connection that was taken within a transaction of another resource. */
  private boolean commitsByItself() {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      return connection.getAutoCommit();
    } catch (SQLException unusable) {
      return false; // the insert will tell what is wrong with it
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  private JoinedTransaction joined() {
    for (TransactionSynchronization one : TransactionSynchronizationManager.getSynchronizations()) {
      if (one instanceof JoinedTransaction joined && joined.isOf(dataSource)) {
        return joined;
      }
    }
    JoinedTransaction joined = new JoinedTransaction(dataSource);
    TransactionSynchronizationManager.registerSynchronization(joined);
    return joined;
  }

  /** To be added to the managers of the transactions. */
  public TransactionExecutionListener listener() {
    return new TransactionExecutionListener() {
      @Override
      public void beforeCommit(TransactionExecution transaction) {
        if (isUnderWay()) {
          joined();
        }
      }
    };
  }
}
