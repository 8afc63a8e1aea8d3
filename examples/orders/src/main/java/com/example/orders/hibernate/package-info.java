/** By Hibernate, without a framework around it. */
@NullMarked
package com.example.orders.hibernate;

import org.jspecify.annotations.NullMarked;
