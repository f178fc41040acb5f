// The few routines of BLAS and LAPACK that evo-rl calls, by their Fortran names: matrices are
// column-major, every argument is an address.

#ifndef CLAPACK_SHIM_H
#define CLAPACK_SHIM_H

// c = alpha op(a) op(b) + beta c.
void dgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k,
            const double *alpha, const double *a, const int *lda, const double *b, const int *ldb,
            const double *beta, double *c, const int *ldc);

// c = alpha a a' + beta c, on one triangle of the symmetric c.
void dsyrk_(const char *uplo, const char *trans, const int *n, const int *k, const double *alpha,
            const double *a, const int *lda, const double *beta, double *c, const int *ldc);

// All eigenvalues, ascending, and eigenvectors, in place of a, of a symmetric matrix.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info);

// OpenBLAS's own: how many threads a call may use.
void openblas_set_num_threads(int count);

// The kind of processor that it has chosen its kernels for, as in "SkylakeX".
char *openblas_get_corename(void);

#endif
