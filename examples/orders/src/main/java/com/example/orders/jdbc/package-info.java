/** By plain JDBC. */
@NullMarked
package com.example.orders.jdbc;

import org.jspecify.annotations.NullMarked;
