package io.durableemitter.spring;

import io.durableemitter.api.EventEmitter;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.spring.internal.transaction.BoundTransactions;
import io.durableemitter.spring.internal.transaction.JoiningEmitter;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

/** An {@link EventEmitter} that joins the transactions of the application's DataSource. */
@AutoConfiguration(after = DurableEmitterAutoConfiguration.class)
@ConditionalOnClass({DataSourceUtils.class, ConfigurableTransactionManager.class})
@ConditionalOnBean({DurableEmitter.class, DataSource.class})
@ConditionalOnMissingBean(value = EventEmitter.class, ignored = DurableEmitter.class)
@ConditionalOnProperty(
    prefix = DurableEmitterProperties.PREFIX,
    name = "join-transactions",
    matchIfMissing = true)
class DurableEmitterTransactionAutoConfiguration {

  @Bean
  BoundTransactions durableEmitterTransactions(
      DurableEmitterProperties properties,
      ApplicationDataSource dataSources,
      PropertyErrors errors) {
    Optional<DataSource> dataSource = dataSources.find(properties);
    return new BoundTransactions(
        dataSource.orElseThrow(
            () ->
                errors.wrong(
                    "data-source",
                    "it is missing: there are several DataSource beans and none is primary, so name"
                        + " the one whose transactions emits join, or set"
                        + " durable-emitter.join-transactions=false")));
  }

  @Bean
  EventEmitter durableEventEmitter(DurableEmitter emitter, BoundTransactions transactions) {
    return new JoiningEmitter(emitter, transactions);
  }

  /** Not left to Boot, which lets only those managers be listened to that it has made. */
  @Bean
  SmartInitializingSingleton durableEmitterTransactionListening(
      BoundTransactions transactions, ObjectProvider<ConfigurableTransactionManager> managers) {
    TransactionExecutionListener listener = transactions.listener();
    return () -> managers.forEach(manager -> manager.addListener(listener));
  }
}
