package io.durableemitter.spring;

import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;

/** Finds DataSource beans: the application's, and one that a property names. */
final class ApplicationDataSource {

  private final ListableBeanFactory beans;
  private final PropertyErrors errors;

  ApplicationDataSource(ListableBeanFactory beans, PropertyErrors errors) {
    this.beans = beans;
    this.errors = errors;
  }

  /** The one of which emits join the transactions; empty if there is none, or no primary one. */
  Optional<DataSource> find(DurableEmitterProperties properties) {
    return properties.dataSource() == null
        ? Optional.ofNullable(beans.getBeanProvider(DataSource.class).getIfUnique())
        : Optional.of(named("data-source", properties.dataSource()));
  }

  /** The one of that name. */
  DataSource named(String property, String name) {
    try {
      return beans.getBean(name, DataSource.class);
    } catch (NoSuchBeanDefinitionException e) {
      throw errors.wrong(
          property,
          "it must be the name of a DataSource bean; there are "
              + Arrays.toString(beans.getBeanNamesForType(DataSource.class)));
    }
  }
}
