package com.example.orders.cdi;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.time.Duration;

/** The pool of the service: its connections are part of the JTA transaction of the thread. */
@ApplicationScoped
public class ApplicationPool {

  @Produces
  @ApplicationScoped
  AgroalDataSource pool(
      Settings settings, TransactionManager manager, TransactionSynchronizationRegistry registry)
      throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(10)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .transactionIntegration(
                            new NarayanaTransactionIntegration(manager, registry))
                        .connectionFactoryConfiguration(
                            connections ->
                                connections
                                    .jdbcUrl(settings.jdbcUrl())
                                    .principal(new NamePrincipal(settings.user())))));
  }

  void close(@Disposes AgroalDataSource pool) {
    pool.close();
  }
}
