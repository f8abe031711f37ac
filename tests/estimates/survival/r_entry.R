# Makes r_entry.csv: what R says of the cohorts of r_cohorts.csv where most subjects come under observation late; by hand:
#   cd tests/estimates/survival && Rscript r_entry.R        (recorded with R 4.2.2, survival 3.5-3)
# The subject in row i (from 1) enters at floor(time * (7 i mod 10) / 12); every second event is of cause x, the others y.
library(survival)
options(digits = 12)

value <- function(name, x) data.frame(name = name, value = unname(x))
quietly <- function(expr) tryCatch(expr, error = function(e) NULL, warning = function(w) NULL)

ratios <- function(d, ties, strata) {
  formula <- if (strata) Surv(entry, time, event) ~ group + strata(stratum) else Surv(entry, time, event) ~ group
  fit <- quietly(coxph(formula, d, ties = ties, control = coxph.control(eps = 1e-11, toler.chol = 1e-14, iter.max = 60)))
  if (is.null(fit)) return(NULL)
  table <- cbind(exp(coef(fit)), exp(confint(fit)), summary(fit)$coefficients[, 5])
  name <- paste0("hr", if (strata) ".strata", ".", ties)
  value(paste(name, rep(c("b", "c"), 4), rep(c("estimate", "conf_low", "conf_high", "p_value"), each = 2), sep = "."),
        as.vector(table))
}

curves <- function(d, type) {
  fit <- survfit(Surv(entry, time, event) ~ 1, d, conf.type = type)
  at <- c(3, 6, 12)
  at <- at[at <= max(d$time)]
  s <- summary(fit, times = at)
  found <- summary(fit)$table[c("median", "0.95LCL", "0.95UCL")]
  rbind(value(paste("median", type, c("estimate", "conf_low", "conf_high"), sep = "."), found),
        value(paste("rate", type, rep(at, 3), rep(c("estimate", "conf_low", "conf_high"), each = length(at)), sep = "."),
              c(s$surv, s$lower, s$upper)))
}

log_rank <- function(d, strata) {  # survdiff takes no entry: the score test of Breslow's coxph is the same statistic
  formula <- if (strata) Surv(entry, time, event) ~ group + strata(stratum) else Surv(entry, time, event) ~ group
  tied <- any(duplicated(d$time[d$event == 1]))
  if (tied) return(NULL)
  value(if (strata) "logrank.strata" else "logrank", suppressWarnings(coxph(formula, d, ties = "breslow"))$score)
}

incidence <- function(d) {
  d$cause <- factor(ifelse(d$event == 0, 0, ifelse(seq_len(nrow(d)) %% 2 == 1, 1, 2)), 0:2, c("none", "x", "y"))
  fit <- survfit(Surv(entry, time, cause) ~ 1, d, id = row)
  own <- match(c("x", "y"), fit$states)
  k <- which(fit$n.event[, own[1]] > 0)
  k <- k[length(k)]
  rbind(value(paste("incidence", c("x", "y"), "estimate", sep = "."), fit$pstate[k, own]),
        value(paste("incidence", c("x", "y"), "std_error", sep = "."), fit$std.err[k, own]),
        value("incidence.at", fit$time[k]))
}

answers <- function(d) {
  d$row <- seq_len(nrow(d))
  d$entry <- floor(d$time * ((7 * d$row) %% 10) / 12)
  fit <- survfit(Surv(entry, time, event) ~ 1, d)
  zph <- quietly(cox.zph(coxph(Surv(entry, time, event) ~ group, d), terms = FALSE)$table["GLOBAL", 1])
  rbind(do.call(rbind, lapply(c("log", "log-log", "plain"), function(type) curves(d, type))),
        do.call(rbind, lapply(c("efron", "breslow"), function(ties) rbind(ratios(d, ties, FALSE), ratios(d, ties, TRUE)))),
        log_rank(d, FALSE), log_rank(d, TRUE), incidence(d), if (!is.null(zph)) value("zph", zph),
        value("empty", as.numeric(any(fit$surv == 0 & fit$time < max(fit$time)))))
}

cohorts <- split(read.csv("r_cohorts.csv"), read.csv("r_cohorts.csv")$cohort)
values <- do.call(rbind, lapply(cohorts, function(d) cbind(cohort = d$cohort[1], answers(d))))
values$value <- format(values$value, digits = 12, trim = TRUE)
write.csv(values, "r_entry.csv", row.names = FALSE, quote = FALSE)
