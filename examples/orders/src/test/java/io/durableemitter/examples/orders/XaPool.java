package io.durableemitter.examples.orders;

import com.example.orders.cdi.Settings;
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

/** As that of the application, but its connections are branches of XA. */
@ApplicationScoped
public class XaPool {

  @Produces
  @ApplicationScoped
  AgroalDataSource pool(
      Settings settings, TransactionManager manager, TransactionSynchronizationRegistry registry)
      throws SQLException, ClassNotFoundException {
    Class<?> ofTheDriver = Class.forName("org.postgresql.xa.PGXADataSource");
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
                                    .connectionProviderClass(ofTheDriver)
                                    .initialSql("SET synchronous_commit = off")
                                    .jdbcUrl(settings.jdbcUrl())
                                    .principal(new NamePrincipal(settings.user())))));
  }

  void close(@Disposes AgroalDataSource pool) {
    pool.close();
  }
}
